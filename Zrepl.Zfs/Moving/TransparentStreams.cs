using System.Collections.Immutable;

namespace Zrepl.Zfs.Moving;

/// <summary>A stream without those around it that only count, and these.</summary>
/// <param name="Innermost">The first that is not transparent.</param>
/// <param name="Counters">From the outermost inwards; each wants to know of all bytes that are taken from <paramref name="Innermost"/>.</param>
public sealed record TransparentStreams(Stream Innermost, ImmutableArray<ITransparentStream> Counters)
{
    /// <summary>Takes them off.</summary>
    public static TransparentStreams Around(Stream stream)
    {
        var counters = ImmutableArray.CreateBuilder<ITransparentStream>();
        while (stream is ITransparentStream transparent)
        {
            counters.Add(transparent);
            stream = transparent.Inner;
        }

        return new(stream, counters.ToImmutable());
    }

    /// <summary>Reports bytes that were taken.</summary>
    public void Count(int bytes)
    {
        foreach (var counter in Counters) counter.Count(bytes);
    }
}
