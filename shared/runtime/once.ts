/** Makes the value on first use and keeps it for as long as the function's process lives. */
export function once<T>(make: () => T): () => T {
	let made: { readonly value: T } | null = null;
	return () => {
		made ??= { value: make() };
		return made.value;
	};
}

/** Keeps what was made for the last key only: a rotated token leaves nothing of the old one behind. */
export function latestFor<T>(make: (key: string) => T): (key: string) => T {
	let made: { readonly key: string; readonly value: T } | null = null;
	return (key) => {
		if (made?.key !== key) made = { key, value: make(key) };
		return made.value;
	};
}
