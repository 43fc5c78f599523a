using System.Threading.Channels;

namespace Zrepl.Web.Alerts.Delivery;

/// <summary>An outbox for each host that something is sent to, so that one that does not answer holds up nothing for the others.</summary>
internal sealed class OutboxPerHost(DeliveryBoard board, TimeProvider clock, ILogger<Outbox> logger)
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, Outbox> _outboxes = new(StringComparer.OrdinalIgnoreCase); // as many as hosts stand in settings
    private readonly Channel<Outbox> _new = Channel.CreateUnbounded<Outbox>(new() { SingleReader = true });

    /// <summary>Takes a delivery in; returns at once.</summary>
    /// <param name="url">Where it goes.</param>
    /// <param name="delivery">What.</param>
    public void Add(string url, Delivery delivery) => Of(Uri.TryCreate(url, UriKind.Absolute, out var address) ? address.Authority : "").Add(delivery);

    /// <summary>Delivers until the token is cancelled.</summary>
    public async Task RunAsync(CancellationToken stopping)
    {
        List<Task> running = [];
        try
        {
            await foreach (var outbox in _new.Reader.ReadAllAsync(stopping)) running.Add(outbox.RunAsync(stopping));
        }
        finally
        {
            await Task.WhenAll(running);
        }
    }

    private Outbox Of(string host)
    {
        lock (_lock)
        {
            if (_outboxes.TryGetValue(host, out var known)) return known;
            var made = new Outbox(board, clock, logger);
            _new.Writer.TryWrite(made);
            return _outboxes[host] = made;
        }
    }
}
