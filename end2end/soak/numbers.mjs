/** The same numbers in every run with that seed. */
export function numbers(seed) {
	let state = seed >>> 0;
	const next = () => {
		// Mulberry32: good enough to spread things, short enough to read.
		state = (state + 0x6d2b79f5) >>> 0;
		let mixed = Math.imul(state ^ (state >>> 15), state | 1);
		mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
		return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
	};
	const below = (most) => Math.floor(next() * most);
	return { next, below, of: (list) => list[below(list.length)] };
}
