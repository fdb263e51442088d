import { type Html, html } from "./html.ts";

/**
 * The page's only script: it fetches the page again and swaps `<main>`, so that it shows the numbers
 * of now. It waits while a person writes or has opened a form, and says when the guard is not heard.
 * Without it the page reloads itself each minute. Its hash stands in the content security policy.
 */
export const script: Html = html`
(() => {
	const everyMs = 3000;
	const lost = document.getElementById("lost");
	const waits = document.getElementById("waits");
	const isBusy = () =>
		document.querySelector("form:focus-within, details.action[open]") !== null ||
		[...document.querySelectorAll("input[name=reason]")].some(({ value }) => value !== "");
	const openDetails = () => [...document.querySelectorAll("main details[open][id]")];
	const swap = (text) => {
		const next = new DOMParser().parseFromString(text, "text/html");
		const main = next.querySelector("main");
		if (main === null) throw new Error("not the page");
		for (const { id } of openDetails()) main.querySelector("#" + id)?.setAttribute("open", "");
		const focused = document.activeElement?.closest("main details[id]")?.id;
		document.querySelector("main").replaceWith(main);
		if (focused) document.querySelector("#" + focused + " summary")?.focus();
		document.title = next.title;
	};
	const refresh = async () => {
		waits.hidden = !isBusy();
		if (!waits.hidden || document.hidden) return;
		try {
			const answer = await fetch("/", { signal: AbortSignal.timeout(10000) });
			const text = await answer.text();
			if (!answer.ok) throw new Error("status");
			if (!isBusy()) swap(text);
			lost.hidden = true;
		} catch {
			lost.hidden = false;
		}
	};
	const again = () => refresh().finally(() => setTimeout(again, everyMs));
	if (location.search !== "") history.replaceState(null, "", "/");
	setTimeout(again, everyMs);
})();
`;
