/** How a fixed day went. */
export type SceneResult = {
	/** What went wrong; null: nothing. */
	readonly sentence: string | null;
	/** What the day is there for did happen. */
	readonly isReached: boolean;
};
