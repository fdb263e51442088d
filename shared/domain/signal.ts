/** Something odd about one endpoint, with the numbers that were compared. */
export type Signal = {
	readonly id: "replica-runaway" | "unpriced";
	readonly severity: "page" | "warn";
	readonly endpoint: string;
	readonly evidence: Readonly<Record<string, number | string>>;
};
