/** A row of `number_parts`; the entity says what each column means. */
export interface NumberPartTable {
  workspace_id: string;
  part: string;
  number_key: string;
}
