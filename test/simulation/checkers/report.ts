/** A promise that was broken, in a sentence that names who, when and both numbers. */
export type Violation = { readonly promise: string; readonly sentence: string };

export type Report = (promise: string, sentence: string) => void;
