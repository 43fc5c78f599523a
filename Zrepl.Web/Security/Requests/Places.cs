namespace Zrepl.Web.Security.Requests;

/// <summary>So many places for each of those who take them. Thread-safe; who has none is forgotten.</summary>
/// <param name="most">Places for each.</param>
internal sealed class Places(int most)
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, int> _taken = new(StringComparer.Ordinal);

    /// <summary>Those who have one.</summary>
    public int Count
    {
        get { lock (_lock) return _taken.Count; }
    }

    /// <summary>Takes a place.</summary>
    /// <returns>To be disposed of afterwards; null: there is none left.</returns>
    public IDisposable? TryTake(string who)
    {
        lock (_lock)
        {
            var taken = _taken.GetValueOrDefault(who);
            if (taken >= most) return null;
            _taken[who] = taken + 1;
            return new Place(this, who);
        }
    }

    private void Leave(string who)
    {
        lock (_lock)
        {
            if (--_taken[who] == 0) _taken.Remove(who);
        }
    }

    private sealed class Place(Places owner, string who) : IDisposable
    {
        private int _isLeft;

        public void Dispose()
        {
            if (Interlocked.Exchange(ref _isLeft, 1) == 0) owner.Leave(who);
        }
    }
}
