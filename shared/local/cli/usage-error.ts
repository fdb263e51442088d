/** The command line cannot be understood, or asks for what cannot be: exit status 2, no stack. */
export class UsageError extends Error {
	/** The next thing to try, without a full stop; shown as `Hint:`. */
	readonly hint: string | null;

	constructor(message: string, hint: string | null = null) {
		super(message);
		this.name = "UsageError";
		this.hint = hint;
	}
}
