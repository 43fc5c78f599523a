using System.Collections.Immutable;

namespace Zrepl.Web.Data.Runs;

/// <summary>A piece of the list of runs.</summary>
/// <param name="Runs">The runs, the newest first.</param>
/// <param name="HasNewer">There are runs that began later.</param>
/// <param name="HasOlder">There are runs that began earlier.</param>
internal sealed record RunPage(ImmutableArray<RunSummary> Runs, bool HasNewer, bool HasOlder);
