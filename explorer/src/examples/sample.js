// The person of the examples, until the explorer knows a better one.

export const SAMPLE = {
  email: 'ada@example.com',
  password: 'violet-harbour-93-lantern',
  newPassword: 'quiet-meadow-58-compass',
  newEmail: 'ada.lovelace@example.com',
};

export const MAILED_TOKEN = 'kwm_… from the mail’s link';

/** A password other than the one in force. */
export const anotherPassword = (session) =>
  session.password === SAMPLE.newPassword ? SAMPLE.password : SAMPLE.newPassword;
