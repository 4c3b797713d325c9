/** Where the bytes of an artifact went: `sha256` in lower-case hex is their address, `bytes` their number. */
export interface StoredArtifact {
  readonly sha256: string;
  readonly bytes: number;
}

/** Bytes by their own SHA-256: equal bytes are stored once, stored bytes never change. */
export interface ArtifactStore {
  /** Durable when it resolves. */
  put(bytes: Uint8Array): Promise<StoredArtifact>;
  /** @throws CorruptArtifactError when the bytes are missing or are no longer those that were put. */
  get(sha256: string): Promise<Uint8Array>;
  /** Removes the bytes, and what is left of attempts to store them; absent ones are no fault. For the sweep alone. */
  remove(sha256: string): Promise<void>;
}
