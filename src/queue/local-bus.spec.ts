import { LocalBus } from './local-bus.js';

describe('LocalBus', () => {
  it('calls every listener of the topic, and nobody else', () => {
    const bus = new LocalBus();
    const heard: string[] = [];
    bus.subscribe('runs', () => heard.push('first'));
    bus.subscribe('runs', () => heard.push('second'));
    bus.subscribe('calls', () => heard.push('stranger'));

    bus.publish('runs', {});

    expect(heard).toEqual(['first', 'second']);
  });

  it('calls nobody who has left', () => {
    const bus = new LocalBus();
    const heard: object[] = [];
    const leave = bus.subscribe('runs', (message) => heard.push(message));

    bus.publish('runs', { sequence: 1 });
    leave();
    bus.publish('runs', { sequence: 2 });

    expect(heard).toEqual([{ sequence: 1 }]);
  });
});
