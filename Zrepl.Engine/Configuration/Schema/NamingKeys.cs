using Zrepl.Engine.Configuration.Binding;
using Zrepl.Engine.SnapshotNames;
using Zrepl.Engine.Units;

namespace Zrepl.Engine.Configuration.Schema;

/// <summary>The keys <c>prefix</c>, <c>timestamp_format</c> and <c>timestamp_location</c>, which together say how snapshots are named.</summary>
/// <param name="read">Gets the naming out of what the section became.</param>
internal sealed class NamingKeys<TOwner>(Func<TOwner, SnapshotNaming> read)
{
    private readonly Key<TOwner, string> _prefix = new("prefix", Scalars.Text("zrepl_"), s => read(s).Prefix,
        "What the names of the job's snapshots begin with.") { IsRequired = true };

    private readonly Key<TOwner, string> _format = new("timestamp_format", Scalars.Text("dense"), s => read(s).Format,
        "What follows the prefix: dense, human, iso-8601, unix-seconds or a Go time layout.") { Default = SnapshotNaming.DefaultFormat };

    private readonly Key<TOwner, string> _location = new("timestamp_location", Scalars.Text("UTC"), s => read(s).Location,
        "Time zone of the names: UTC, Local or Area/City.") { Default = SnapshotNaming.DefaultLocation };

    public Key<TOwner> Prefix => _prefix;

    public IReadOnlyList<Key<TOwner>> Timestamp => [_format, _location];

    /// <summary>Puts the three together and tries the result.</summary>
    /// <param name="bound">The section.</param>
    /// <param name="interval">Time between two snapshots, where that is fixed.</param>
    /// <returns>Null if no legal names come of it, which was reported.</returns>
    public SnapshotNaming? Build(BoundKeys bound, TimeSpan? interval)
    {
        var (prefix, format, location) = (bound.Get(_prefix), bound.Get(_format), bound.Get(_location));
        if (!SnapshotNaming.TryCreate(prefix, format, location, bound.Place.Session.LocalZone, out var naming, out var problem))
        {
            Key<TOwner, string> culprit = problem.StartsWith("load location", StringComparison.Ordinal) ? _location
                : problem.StartsWith("invalid format", StringComparison.Ordinal) ? _format
                : _prefix;
            bound.Place.Key(culprit.Name).Within("build snapshot name formatter").Illegal(bound.NodeOf(culprit), problem);
            return null;
        }

        if (interval < naming.Resolution)
            bound.Place.Key(_format.Name).Warn(bound.NodeOf(_format), ProblemCodes.SnapshotNameCollision,
                $"snapshots every {EitherDuration.Format(interval.Value)} get equal names, because the format does not tell times so close apart");
        if (naming.IsAmbiguous)
            bound.Place.Key(_format.Name).Warn(bound.NodeOf(_format), ProblemCodes.SnapshotNameCollision,
                "local time without offset: when daylight saving ends, names repeat for an hour", "add -0700 to the format, or use UTC");
        return naming;
    }
}
