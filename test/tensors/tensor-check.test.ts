import { expect, it, onTestFinished, vi } from 'vitest';
import { TensorCheck } from '../../src/tensors/tensor-check.ts';

const unexpected = (error: unknown) => {
  throw error;
};

it('tells the first server of a process after its start what networks are trained on, and the others at once', async () => {
  const first = new TensorCheck();
  onTestFinished(() => first.stop());
  const known = first.choice;
  const told = vi.fn();
  first.start(told, unexpected);
  expect(first.choice).toBe(known);
  await vi.waitFor(() => expect(told).toHaveBeenCalledOnce(), { timeout: 30_000, interval: 20 });
  expect(first.choice).toEqual({
    backend: expect.any(String),
    passedOver: expect.any(Array),
    fusedLstm: true,
  });
  const second = new TensorCheck();
  second.start((choice) => expect(choice).toBe(first.choice), unexpected);
  expect(second.choice).toBe(first.choice);
});
