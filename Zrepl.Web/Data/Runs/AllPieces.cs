using System.Collections.Immutable;
using System.Runtime.CompilerServices;

namespace Zrepl.Web.Data.Runs;

/// <summary>Lists of the history as a whole, whatever their length.</summary>
internal static class AllPieces
{
    /// <summary>Reads a list piece by piece as it is asked for.</summary>
    /// <param name="read">Reads what is older than a place, the newest first, and says whether there is more.</param>
    /// <param name="placeOf">The place of an item.</param>
    /// <param name="cancellation">Ends it.</param>
    public static async IAsyncEnumerable<T> ReadAsync<T>(
        Func<RunCursor?, Task<(ImmutableArray<T> Items, bool HasOlder)>> read, Func<T, RunCursor> placeOf, [EnumeratorCancellation] CancellationToken cancellation)
    {
        RunCursor? last = null;
        for (var hasMore = true; hasMore;)
        {
            cancellation.ThrowIfCancellationRequested();
            (var items, hasMore) = await read(last);
            foreach (var item in items) yield return item;
            if (!items.IsEmpty) last = placeOf(items[^1]);
        }
    }
}
