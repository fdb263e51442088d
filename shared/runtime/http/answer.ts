/** What a route answers. */
export type Answer = {
	readonly status: number;
	readonly text: string;
	/** Plain text unless given. */
	readonly type?: string;
	readonly headers?: Readonly<Record<string, string>>;
	readonly cookies?: readonly string[];
};

export function jsonAnswer(status: number, body: unknown): Answer {
	return { status, text: `${JSON.stringify(body)}\n`, type: "application/json; charset=utf-8" };
}
