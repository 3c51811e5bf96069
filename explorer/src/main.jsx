import '@graphiql/react/style.css';
import 'graphiql/graphiql.css';
import '@graphiql/plugin-doc-explorer/style.css';
import '@graphiql/plugin-history/style.css';
import './style.css';
import './editor/workers.js';
import { createRoot } from 'react-dom/client';
import { Explorer } from './explorer.jsx';

createRoot(document.getElementById('explorer')).render(<Explorer />);
