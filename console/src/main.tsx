import '@mantine/core/styles.layer.css';
import '@mantine/dates/styles.layer.css';
import '@mantine/notifications/styles.layer.css';
import './console.css';
import { createRoot } from 'react-dom/client';
import { App } from './app';

const container = document.getElementById('console');
if (container === null) throw new Error('index.html has no #console');
createRoot(container).render(<App />);
