using System.Collections.Immutable;
using Zrepl.Engine.Retention;
using Zrepl.Web.Data.Runs;

namespace Zrepl.Web.Components.Pages.Datasets;

/// <summary>The other side of a dataset, as a job knows it.</summary>
/// <param name="Job">The job.</param>
/// <param name="Snapshots">What the other side is known to have.</param>
/// <param name="Rules">By which the job prunes there.</param>
internal sealed record PeerSide(string Job, ImmutableArray<PeerSnapshot> Snapshots, RetentionPolicy Rules);
