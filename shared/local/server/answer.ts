export type Received = {
	readonly method: string;
	readonly path: string;
	readonly query: URLSearchParams;
	readonly headers: Record<string, string>;
	/** null: longer than is taken. */
	readonly readBody: (most?: number) => Promise<Uint8Array | null>;
};

export type Answer = {
	readonly status: number;
	readonly text: string;
	readonly type?: string;
	readonly headers?: Readonly<Record<string, string>>;
};
