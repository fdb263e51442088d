/** What the Hub says of a model. Rejects with an `AccountError` where it cannot be asked. */
export interface ModelReader {
	/** Number of weights; null: no such model, none that the token may see, or it does not say. */
	parametersOf(model: string): Promise<number | null>;
}
