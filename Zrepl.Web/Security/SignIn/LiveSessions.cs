using System.Collections.Concurrent;
using System.Collections.Immutable;
using Zrepl.Web.Security.Tokens;

namespace Zrepl.Web.Security.SignIn;

/// <summary>
/// What is open under each session: pages in browsers and their connections; and under each token: streams of events. All of it hears when the session
/// or the token ends. Thread-safe.
/// </summary>
public sealed class LiveSessions
{
    private readonly ConcurrentDictionary<string, ImmutableList<Action<string>>> _listeners = new(StringComparer.Ordinal);

    /// <summary>Sessions and tokens under which something is open.</summary>
    public ICollection<string> Open => _listeners.Keys;

    /// <summary>Hears of the end of a session, once.</summary>
    /// <param name="session">The session, or <see cref="LiveToken.Key"/>.</param>
    /// <param name="ended">Called with the reason, on any thread; throws nothing and returns at once.</param>
    /// <returns>Ends the listening.</returns>
    public IDisposable Listen(string session, Action<string> ended)
    {
        _listeners.AddOrUpdate(session, [ended], (_, known) => known.Add(ended));
        return new Listener(this, session, ended);
    }

    /// <summary>Tells whatever is open under a session that it ended.</summary>
    public void End(string session, string reason)
    {
        if (!_listeners.TryRemove(session, out var listeners)) return;
        foreach (var listener in listeners) listener(reason);
    }

    /// <summary>Tells whatever is open under tokens that are over.</summary>
    internal void EndTokens(Func<LiveToken, bool> isOver, string reason)
    {
        foreach (var key in _listeners.Keys.Where(key => LiveToken.Of(key) is { } token && isOver(token)).ToList()) End(key, reason);
    }

    private void Remove(string session, Action<string> ended)
    {
        while (_listeners.TryGetValue(session, out var known))
        {
            var rest = known.Remove(ended);
            if (rest.IsEmpty ? _listeners.TryRemove(KeyValuePair.Create(session, known)) : _listeners.TryUpdate(session, rest, known)) return;
        }
    }

    private sealed class Listener(LiveSessions owner, string session, Action<string> ended) : IDisposable
    {
        public void Dispose() => owner.Remove(session, ended);
    }
}
