import type { ErrorRequestHandler, RequestHandler } from 'express';
import type { Logger } from 'pino';

/** A path that the exporter does not serve. The path itself is not repeated. */
export const notFound: RequestHandler = (_request, response) => {
  response.set('Content-Security-Policy', "default-src 'none'");
  response
    .status(404)
    .type('html')
    .send(
      '<!doctype html><title>Not found</title><p>There is nothing here. See the <a href="/">status page</a>.\n',
    );
};

/** For a path that is there, asked with a method that it does not have. */
export function only(methods: string): RequestHandler {
  return (_request, response) => {
    response.set('Allow', methods).status(405).type('text').send(`only ${methods}\n`);
  };
}

/** Express would show the stack. */
export function answerFault(log: Logger | undefined): ErrorRequestHandler {
  return (error: unknown, request, response, next) => {
    // A path that cannot be decoded is a fault of who asks: nobody may fill the log with it.
    if (error instanceof URIError) return void response.status(400).type('text').send('the path is no URL\n');
    log?.error({ err: error, path: request.path }, 'request failed by a fault of the exporter');
    if (response.headersSent) return next(error);
    response.status(500).type('text').send('internal error; see the log of the exporter\n');
  };
}
