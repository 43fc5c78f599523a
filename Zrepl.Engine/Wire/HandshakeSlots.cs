namespace Zrepl.Engine.Wire;

/// <summary>
/// Bounds the connections of which nobody knows yet what they are for. When all places are taken, the one that has shaken hands for
/// longest loses its place to the newcomer: honest clients need milliseconds, so that thousands of silent ones keep nobody out.
/// </summary>
internal sealed class HandshakeSlots(int most)
{
    private readonly Lock _lock = new();
    private readonly LinkedList<Slot> _slots = [];

    /// <summary>Takes a place.</summary>
    public Slot Enter()
    {
        var slot = new Slot(this);
        Slot? oldest = null;
        lock (_lock)
        {
            if (_slots.Count >= most)
            {
                oldest = _slots.First!.Value; // there is one: most is positive
                _slots.RemoveFirst();
            }

            _slots.AddLast(slot.Node);
        }

        oldest?.Lose();
        return slot;
    }

    private void Leave(Slot slot)
    {
        lock (_lock)
        {
            if (slot.Node.List is not null) _slots.Remove(slot.Node);
        }
    }

    /// <summary>A place. Disposing gives it back.</summary>
    internal sealed class Slot : IDisposable
    {
        private readonly HandshakeSlots _slots;
        private readonly CancellationTokenSource _lost = new();

        public Slot(HandshakeSlots slots)
        {
            _slots = slots;
            Node = new(this);
            Lost = _lost.Token;
        }

        public LinkedListNode<Slot> Node { get; }

        /// <summary>Cancelled when a newcomer took the place.</summary>
        public CancellationToken Lost { get; }

        public void Lose() => _ = _lost.CancelAsync(); // not in the flow of the newcomer

        public void Dispose() => _slots.Leave(this); // the source has no timer and nothing to give back; it may just be being cancelled
    }
}
