using System.Collections.Immutable;
using Zrepl.Engine.Pruning.Planning;

namespace Zrepl.Engine.Jobs.Forecasts;

/// <summary>Plans of one side, and what they rest on.</summary>
/// <param name="Plans">In order of path.</param>
/// <param name="Basis">When snapshots are expected, in words; empty for plans about now.</param>
public sealed record ForecastPlans(ImmutableArray<FilesystemPrunePlan> Plans, string Basis);
