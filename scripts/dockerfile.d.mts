/** One instruction, its continued lines joined. */
export interface Step {
  instruction: string;
  text: string;
}
/** The last one has no name. */
export interface Stage {
  name: string;
  image: string;
  steps: Step[];
}
export function readDockerfile(path: string): Stage[];
export function textsOf(stage: Stage, instruction: string): string[];
export function readCopy(text: string): { from: string | undefined; sources: string[]; target: string };
