import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';

/** Somebody who can sign in to the demo. */
export interface Person {
	email: string;
	password: string;
	/** Whether the provider has to give the password first. */
	guest?: boolean;
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

/** Somebody of the demo who has no password, until the provider gives one. */
function guest(email: string): Person {
	return { email, password: 'four-brisk-herons-humming', guest: true };
}

/** Owner of an account with nothing in it. */
export const nele = guest('nele@roesterei-brandt.example');
/** Owner of an account that is suspended for non-payment. */
export const jule = guest('jule@studio-nebel.example');
/** Owner of an account whose names are Arabic. */
export const salma = guest('salma@dar-alnil.example');
/** Owner of billing accounts of every kind: with a cap, failing, expired, waiting. */
export const henrik = guest('henrik@brauhaus-elbtor.example');
/** Owner of an account with a credit note over the whole of an invoice. */
export const carla = guest('carla@wirbel.example');
/** Owner of an account with credit of every origin. */
export const miriam = guest('vogt@vogt-partner.example');
