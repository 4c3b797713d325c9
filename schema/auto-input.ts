import { builder } from './builder.ts';
import { quickDetectorFields } from './detector-fields.ts';
import { RunTrackInput } from './detector-input.ts';

const AutoCandidateInput = builder.inputType('AutoCandidateInput', {
  description: 'A detector to choose among, with its settings: exactly one field.',
  isOneOf: true,
  fields: quickDetectorFields,
});

export const AutoInput = builder.inputType('AutoInput', {
  description:
    'A detector that is chosen without labels: candidates are fitted on the earlier part of the data that a fit sees, and ' +
    'compared on its later part by their false alarms and by how many injected faults they find. `ModelVersion.choice` ' +
    'says why. What is absent has its default.',
  fields: (t) => ({
    candidates: t.field({
      type: [AutoCandidateInput],
      description:
        'Two to five of different families; of equals the first is chosen. discordEnvelope, autoregression and robust.',
    }),
    oneIn: t.int({
      description:
        'Normal readings a false alarm: a candidate with more is chosen only where all have more, 10 to 1000000. 10000.',
    }),
    runs: t.field({
      type: RunTrackInput,
      description:
        'How frozen and silent sensors are found, by all candidates; where absent each has its own.',
    }),
  }),
});
