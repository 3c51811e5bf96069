// The journey of an account, in order. An example is
//   field      the field of the schema that it shows; also its name
//   title      what it is called in the list
//   summary    one sentence that says what happens
//   query      the operation
//   variables  from what the explorer knows of the session, the variables to begin with
//   mail       whether the step needs a mail to be opened

import { arriving } from './arriving.js';
import { changing } from './changing.js';
import { forgetting } from './forgetting.js';
import { leaving } from './leaving.js';
import { staying } from './staying.js';

export const journey = [
  { title: 'Sign up and log in', examples: arriving },
  { title: 'Stay signed in', examples: staying },
  { title: 'Forgotten password', examples: forgetting },
  { title: 'Your account', examples: changing },
  { title: 'Leave', examples: leaving },
];

export const find = (field) => journey.flatMap(({ examples }) => examples).find((example) => example.field === field);
