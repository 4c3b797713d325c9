import { z } from 'zod';
import { parseConfig } from '../parse-config.ts';
import { type CleaningConfig, cleaningConfig } from './cleaning-config.ts';

const request = z.strictObject({ cleaning: cleaningConfig.prefault({}) });

/**
 * The `cleaning` that someone asks for beside other things, its defaults where they leave it out.
 * @throws InvalidInputError naming the field from `cleaning` on, its value and what it must be
 */
export const checkedCleaning = (cleaning: unknown): CleaningConfig =>
  parseConfig(request, { cleaning: cleaning ?? {} }).cleaning;
