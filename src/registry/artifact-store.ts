/** Where the bytes of an artifact went: `sha256` in lower-case hex is their address, `bytes` their number. */
export interface StoredArtifact {
  readonly sha256: string;
  readonly bytes: number;
}

/** Bytes by their own SHA-256: equal bytes are stored once, stored bytes never change. */
export interface ArtifactStore {
  /** Durable when it resolves. @throws ArtifactsUnavailableError */
  put(bytes: Uint8Array): Promise<StoredArtifact>;
  /**
   * @throws CorruptArtifactError when the bytes are missing or are no longer those that were put.
   * @throws ArtifactsUnavailableError when the store did not say whether they are.
   */
  get(sha256: string): Promise<Uint8Array>;
  /** Removes the bytes, and what is left of attempts to store them; absent ones are no fault. For the sweep alone. */
  remove(sha256: string): Promise<void>;
  /** Whether the store can be used, asked once and quickly. @throws ArtifactsUnavailableError with what stands in the way. */
  check(): Promise<void>;
}
