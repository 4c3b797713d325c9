/**
 * Sinusoidal positions (Vaswani et al. 2017, 3.5), [tokens, dModel]: PE(t, 2i) = sin(t / 10000^(2i/dModel)), PE(t, 2i + 1)
 * the cosine of the same angle. Tokens are aligned at their end, so that the newest always has the same position.
 */
export const positionalEncoding = (tokens: number, dModel: number): Float32Array =>
  Float32Array.from({ length: tokens * dModel }, (_, at) => {
    const k = at % dModel;
    const angle = Math.floor(at / dModel) / 10_000 ** ((k - (k % 2)) / dModel);
    return k % 2 === 0 ? Math.sin(angle) : Math.cos(angle);
  });
