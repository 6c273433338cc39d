import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';

/** Somebody who can sign in to the demo. */
export interface Person {
	email: string;
	password: string;
}

const file = resolve(import.meta.dirname, '../../server/demo/people.json');
const people: Person[] = JSON.parse(readFileSync(file, 'utf8'));

function named(name: string): Person {
	const found = people.find((person) => person.email.startsWith(`${name}@`));
	if (found === undefined) {
		throw new Error(`${name} is not among the people of the demo`);
	}
	return { email: found.email, password: found.password };
}

/** Owner of Atelier Lindqvist GmbH. */
export const anna = named('anna');
/** Owner of Pixelwerft GmbH, an agency. */
export const jonas = named('jonas');
/** Accountant of three customers. */
export const maria = named('maria');
