using System.Collections.Immutable;

namespace Zrepl.Web.Api;

/// <summary>What the daemon itself runs, which Go zrepl lists among its jobs: <c>_control</c>, and <c>_prometheus</c> if metrics are served.</summary>
internal sealed record InternalJobs(ImmutableArray<string> Names);
