import { MAILED_TOKEN, SAMPLE, anotherPassword } from './sample.js';

export const forgetting = [
  {
    field: 'requestPasswordReset',
    title: 'Ask for a reset',
    summary: 'Mails a link for a new password; answers alike for every address.',
    query: `mutation RequestPasswordReset($input: RequestPasswordResetInput!) {
  requestPasswordReset(input: $input) {
    errors {
      code
      message
      field
      retryAfterSeconds
    }
  }
}
`,
    variables: ({ email }) => ({ input: { email: email ?? SAMPLE.email } }),
  },
  {
    field: 'resetPassword',
    title: 'Reset the password',
    summary: 'Sets a new password with the mailed token, and ends every session.',
    mail: true,
    query: `mutation ResetPassword($input: ResetPasswordInput!) {
  resetPassword(input: $input) {
    errors {
      code
      message
      field
    }
  }
}
`,
    variables: (session) => ({
      input: {
        token: MAILED_TOKEN,
        newPassword: anotherPassword(session),
        newPasswordConfirmation: anotherPassword(session),
      },
    }),
  },
];
