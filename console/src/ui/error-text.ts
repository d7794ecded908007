import { CombinedGraphQLErrors } from '@apollo/client';
import { useI18n } from '../i18n/i18n';

interface Extensions {
  code?: string;
  requestId?: string;
  upstreamCode?: string;
  retryAfterSeconds?: number;
  fields?: Record<string, string[]>;
}

/** A sentence for whatever an operation failed with; the server's own words where they say what to do. */
export function useErrorText(): (error: unknown) => string {
  const { errors } = useI18n().t;
  return (error) => {
    if (!CombinedGraphQLErrors.is(error)) return errors.network;
    const [first] = error.errors;
    const extensions = (first?.extensions ?? {}) as Extensions;
    switch (extensions.code ?? '') {
      case 'RATE_LIMITED':
        return errors.RATE_LIMITED(extensions.retryAfterSeconds ?? 60);
      case 'FORBIDDEN':
        return errors.FORBIDDEN;
      case 'INTERNAL':
        return errors.internal(extensions.requestId ?? '');
      case 'BAD_USER_INPUT': {
        const fields = Object.values(extensions.fields ?? {}).flat();
        return fields.length > 0 ? fields.join('. ') : (first?.message ?? '');
      }
      case 'UPSTREAM_REJECTED':
        return extensions.upstreamCode === undefined
          ? (first?.message ?? '')
          : `${first?.message} (${errors.upstreamCode(extensions.upstreamCode)})`;
      default:
        return first?.message ?? error.message;
    }
  };
}

/** What is wrong with each field of an input, by its name; empty where the error is of another kind. */
export function fieldErrors(error: unknown): Record<string, string> {
  if (!CombinedGraphQLErrors.is(error)) return {};
  const { fields = {} } = (error.errors[0]?.extensions ?? {}) as Extensions;
  return Object.fromEntries(Object.entries(fields).map(([name, problems]) => [name, problems.join('. ')]));
}
