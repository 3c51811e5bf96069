import { SAMPLE } from './sample.js';

export const leaving = [
  {
    field: 'revokeSession',
    title: 'End one session',
    summary: 'Signs out one device of yours: take its id from “Who am I?”.',
    query: `mutation RevokeSession($input: RevokeSessionInput!) {
  revokeSession(input: $input) {
    errors {
      code
      message
      field
    }
  }
}
`,
    variables: () => ({ input: { sessionId: 'the id of a session' } }),
  },
  {
    field: 'logout',
    title: 'Log out',
    summary: 'Ends this session; with OTHERS or ALL as the scope, those.',
    query: `mutation Logout($input: LogoutInput) {
  logout(input: $input) {
    endedSessions
    errors {
      code
      message
    }
  }
}
`,
    variables: () => ({ input: { scope: 'CURRENT' } }),
  },
  {
    field: 'deleteAccount',
    title: 'Delete the account',
    summary: 'Deletes the account with everything that belongs to it.',
    query: `mutation DeleteAccount($input: DeleteAccountInput!) {
  deleteAccount(input: $input) {
    errors {
      code
      message
      field
      retryAfterSeconds
    }
  }
}
`,
    variables: ({ password }) => ({ input: { currentPassword: password ?? SAMPLE.password } }),
  },
];
