import { MAILED_TOKEN, SAMPLE, anotherPassword } from './sample.js';

export const changing = [
  {
    field: 'updateProfile',
    title: 'Update the profile',
    summary: 'Changes what is given: an omitted field stays, a null clears it.',
    query: `mutation UpdateProfile($input: UpdateProfileInput!) {
  updateProfile(input: $input) {
    user {
      username
      fullName
      locale
      profile {
        displayName
        bio
        pictureUrl
      }
      updatedAt
    }
    errors {
      code
      message
      field
    }
  }
}
`,
    variables: () => ({
      input: {
        displayName: 'Countess of Lovelace',
        bio: 'Writes programs for machines that are yet to be built.',
      },
    }),
  },
  {
    field: 'changePassword',
    title: 'Change the password',
    summary: 'Ends every session, and answers with the tokens of a new one.',
    query: `mutation ChangePassword($input: ChangePasswordInput!) {
  changePassword(input: $input) {
    tokens {
      accessToken
      accessTokenExpiresAt
      refreshToken
      refreshTokenExpiresAt
    }
    errors {
      code
      message
      field
      retryAfterSeconds
    }
  }
}
`,
    variables: (session) => ({
      input: {
        currentPassword: session.password ?? SAMPLE.password,
        newPassword: anotherPassword(session),
        newPasswordConfirmation: anotherPassword(session),
      },
    }),
  },
  {
    field: 'requestEmailChange',
    title: 'Move to another address',
    summary: 'Mails the new address a link to confirm; the old one, a link to undo.',
    query: `mutation RequestEmailChange($input: RequestEmailChangeInput!) {
  requestEmailChange(input: $input) {
    errors {
      code
      message
      field
      retryAfterSeconds
    }
  }
}
`,
    variables: ({ password }) => ({
      input: { newEmail: SAMPLE.newEmail, currentPassword: password ?? SAMPLE.password },
    }),
  },
  {
    field: 'undoEmailChange',
    title: 'Undo the move',
    summary: 'Takes the change back with the token mailed to the old address.',
    mail: true,
    query: `mutation UndoEmailChange($input: UndoEmailChangeInput!) {
  undoEmailChange(input: $input) {
    errors {
      code
      message
      field
    }
  }
}
`,
    variables: () => ({ input: { token: MAILED_TOKEN } }),
  },
];
