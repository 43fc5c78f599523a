using System.Collections.Immutable;
using Zrepl.Engine.Configuration;
using Zrepl.Engine.Guarantees;
using Zrepl.Engine.Stalls;
using Zrepl.Zfs.Names;

namespace Zrepl.Engine.Endpoints;

/// <summary>How a job receives.</summary>
public sealed record ReceiverOptions
{
    /// <summary>Owner of the holds.</summary>
    public required JobName Job { get; init; }

    /// <summary>The job's <c>root_fs</c>; must exist.</summary>
    public required DatasetPath RootFilesystem { get; init; }

    /// <summary>
    /// Where this receiver's datasets begin: <see cref="RootFilesystem"/> for a pull job, one component below it, the client's identity, for a
    /// sink. Nothing outside can be named by a peer.
    /// </summary>
    public required DatasetPath ClientRoot { get; init; }

    /// <summary><c>recv.properties.inherit</c></summary>
    public ImmutableArray<PropertyName> Inherit { get; init; } = [];

    /// <summary><c>recv.properties.override</c></summary>
    public ImmutableSortedDictionary<PropertyName, string> Override { get; init; } = ImmutableSortedDictionary<PropertyName, string>.Empty;

    /// <summary><c>recv.nomount</c></summary>
    public bool DoesNotMount { get; init; }

    /// <summary><c>recv.placeholder.encryption</c></summary>
    public PlaceholderEncryption PlaceholderEncryption { get; init; }

    /// <summary>Whether a placeholder whose replacement failed is marked as one again (<c>ZREPL_ENDPOINT_DISABLE_PLACEHOLDER_RESTORATION</c>).</summary>
    public bool RestoresPlaceholders { get; init; } = true;

    /// <summary>Wraps each stream into the job's bandwidth limit, which tells the watch when the stream waits for it; null for no limit.</summary>
    public Func<Stream, StreamWatch?, Stream>? Throttle { get; init; }

    /// <summary>The root of one client of a sink: one component below <c>root_fs</c>.</summary>
    /// <exception cref="InvalidNameException">The identity is not exactly one legal component (spec B9.2).</exception>
    public static DatasetPath RootOfClient(DatasetPath rootFilesystem, string clientIdentity) => rootFilesystem.Child(clientIdentity);
}
