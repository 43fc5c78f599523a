using System.Collections.Immutable;
using Zrepl.Zfs.Names;

namespace Zrepl.Engine.Guarantees;

/// <summary>
/// The versions that running replications of this process still need, so that no pruner takes one away under a plan. A guid is the same
/// on both sides and in every copy, hence it alone is the key. Source: spec 3.9, safety net (b).
/// </summary>
public sealed class VersionsInUse
{
    private readonly Lock _gate = new();
    private readonly Dictionary<ulong, int> _users = [];

    /// <summary>True while some plan needs this version as source or target.</summary>
    public bool Contains(ulong guid)
    {
        lock (_gate) return _users.ContainsKey(guid);
    }

    /// <summary>Opens the account of one run; disposing it gives everything back.</summary>
    public Account Open() => new(this);

    /// <summary>What one run needs.</summary>
    public sealed class Account : IDisposable
    {
        private readonly VersionsInUse _owner;
        private readonly Dictionary<DatasetPath, ImmutableArray<ulong>> _needed = [];
        private bool _closed;

        internal Account(VersionsInUse owner) => _owner = owner;

        /// <summary>States what the plan of one filesystem needs from now on, instead of what it needed before.</summary>
        public void Replace(DatasetPath filesystem, ImmutableArray<ulong> guids)
        {
            lock (_owner._gate)
            {
                if (_closed) return;
                foreach (var guid in guids) _owner._users[guid] = _owner._users.GetValueOrDefault(guid) + 1;
                Release(_needed.GetValueOrDefault(filesystem, []));
                _needed[filesystem] = guids;
            }
        }

        /// <inheritdoc/>
        public void Dispose()
        {
            lock (_owner._gate)
            {
                _closed = true;
                foreach (var guids in _needed.Values) Release(guids);
                _needed.Clear();
            }
        }

        private void Release(ImmutableArray<ulong> guids)
        {
            foreach (var guid in guids)
                if (--_owner._users[guid] == 0) _owner._users.Remove(guid);
        }
    }
}
