export type Check = {
	readonly name: string;
	readonly state: "ok" | "warn" | "fail" | "skip";
	readonly detail: string;
	/** What to do about it; null: nothing. */
	readonly remedy: string | null;
};
