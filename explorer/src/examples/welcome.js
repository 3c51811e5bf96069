// The first tab: read it, then press the button.

export const WELCOME = `# Welcome to Keyward.
#
# The key in the sidebar opens the
# examples: the journey of an account,
# step by step. A click opens a step,
# filled in; the play button runs it.
#
# Once you register or log in, the
# explorer sends your newest token by
# itself. An Authorization header of
# your own, under "Headers", wins.
#
# The book explains every field.

query Welcome {
  authSettings {
    registrationOpen
    emailVerification
    passwordMinLength
    locales
  }
}
`;
