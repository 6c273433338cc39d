import { anna, jonas } from '../support/people.ts';
import { address, places } from '../support/places.ts';
import { awake, expect, test } from '../support/test.ts';

for (const [name, person] of Object.entries({ anna, jonas })) {
	test(`waking up changes nothing on the page of ${name}`, async ({ visit }) => {
		test.setTimeout(120_000);
		const page = await visit(person);
		for (const place of places) {
			const answer = await page.goto(await address(page, place));
			const drawn = (await answer?.text()) ?? '';
			await awake(page);
			const [server, live] = await page.evaluate(compared, drawn);
			expect(server.length, place).toBeGreaterThan(50);
			expect(live, place).toEqual(server);
		}
	});
}

/** The document as the server has drawn it and as it stands, each node a line. */
function compared(drawn: string): [string[], string[]] {
	const told = (node: Node, depth: string): string[] => {
		if (node instanceof Comment || node instanceof HTMLScriptElement) {
			return [];
		}
		if (!(node instanceof Element)) {
			return node.textContent ? [`${depth}${JSON.stringify(node.textContent)}`] : [];
		}
		// The list of keys needs a script, and comes with it.
		const late = node.matches('#person button.item[type=button]') ? ['hidden'] : [];
		const attributes = [...node.attributes]
			.filter(({ name }) => name !== 'nonce' && !late.includes(name))
			.map(({ name, value }) => ` ${name}="${value}"`);
		const own = `${depth}<${node.tagName}${attributes.sort().join('')}>`;
		return [own, ...[...node.childNodes].flatMap((child) => told(child, `${depth} `))];
	};
	const whole = (document: Document) => {
		// Markers between texts go, and the texts become one.
		const body = document.body.cloneNode(true) as Element;
		const walker = document.createTreeWalker(body, NodeFilter.SHOW_COMMENT);
		const comments: Node[] = [];
		while (walker.nextNode()) {
			comments.push(walker.currentNode);
		}
		for (const comment of comments) {
			comment.parentNode?.removeChild(comment);
		}
		body.normalize();
		return told(body, '');
	};
	const server = new DOMParser().parseFromString(drawn, 'text/html');
	return [whole(server), whole(document)];
}
