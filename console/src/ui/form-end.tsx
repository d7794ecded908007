import { Button, Group } from '@mantine/core';
import { ErrorNote } from './error-note';

interface Props {
  /** What went wrong when it was sent. */
  error?: Error | undefined;
  loading: boolean;
  /** What sending does. */
  action: string;
}

/** The end of a form: what went wrong, and the button that sends it. */
export function FormEnd({ error, loading, action }: Props) {
  return (
    <>
      {error && <ErrorNote error={error} />}
      <Group justify="flex-end">
        <Button type="submit" loading={loading}>
          {action}
        </Button>
      </Group>
    </>
  );
}
