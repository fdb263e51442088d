import manifest from "../../package.json" with { type: "json" };

/** Of this project, as package.json says. */
export const { version } = manifest;
