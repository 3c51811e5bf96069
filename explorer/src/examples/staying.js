export const staying = [
  {
    field: 'me',
    title: 'Who am I?',
    summary: 'The signed-in user, with every live session.',
    query: `query Me {
  me {
    id
    email
    emailVerified
    username
    fullName
    locale
    roles
    profile {
      displayName
      bio
      pictureUrl
    }
    pendingEmail
    lastLoginAt
    createdAt
    updatedAt
    sessions {
      id
      current
      device
      lastActiveAt
    }
  }
}
`,
  },
  {
    field: 'currentSession',
    title: 'Which session is this?',
    summary: 'The session that the access token belongs to.',
    query: `query CurrentSession {
  currentSession {
    id
    current
    createdAt
    lastActiveAt
    expiresAt
    ipAddress
    userAgent
    device
  }
}
`,
  },
  {
    field: 'refreshToken',
    title: 'Refresh the tokens',
    summary: 'Trades the refresh token for a new pair; each works once.',
    query: `mutation RefreshToken($input: RefreshTokenInput) {
  refreshToken(input: $input) {
    tokens {
      accessToken
      accessTokenExpiresAt
      refreshToken
      refreshTokenExpiresAt
    }
    errors {
      code
      message
    }
  }
}
`,
    // Signed in with a cookie, there is no token to give: the browser sends the cookie.
    variables: ({ accessToken, refreshToken }) => {
      if (refreshToken) return { input: { refreshToken } };
      return accessToken ? { input: {} } : { input: { refreshToken: 'kwr_… from an answer: log in first' } };
    },
  },
  {
    field: 'reissueTokens',
    title: 'Reissue the tokens',
    summary: 'A new pair for a client that has lost its refresh token.',
    query: `mutation ReissueTokens {
  reissueTokens {
    tokens {
      accessToken
      accessTokenExpiresAt
      refreshToken
      refreshTokenExpiresAt
    }
    errors {
      code
      message
    }
  }
}
`,
  },
];
