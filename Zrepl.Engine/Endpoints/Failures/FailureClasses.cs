using Zrepl.Engine.Stalls;

namespace Zrepl.Engine.Endpoints.Failures;

/// <summary>Puts failures into classes.</summary>
public static class FailureClasses
{
    /// <summary>Classifies by the chain of inner exceptions, the outermost that says something decides.</summary>
    /// <param name="failure">What was thrown.</param>
    /// <param name="run">
    /// The run's token. Once it is cancelled everything counts as cancelled: what a dying operation says about itself is not the cause.
    /// </param>
    public static FailureClass Of(Exception failure, CancellationToken run)
    {
        if (run.IsCancellationRequested) return FailureClass.Cancelled;
        for (var link = failure; link is not null; link = link.InnerException)
        {
            if (link is StreamStalledException) return FailureClass.Stalled;
            if (link is IConnectivityFailure) return FailureClass.Connectivity;
            if (link is PeerErrorException or ResumeTokenUnusableException) return FailureClass.Permanent;
            if (link is AggregateException { InnerExceptions.Count: > 1 } several)
                return several.InnerExceptions.Select(inner => Of(inner, run)).Min();
        }

        return FailureClass.Permanent;
    }
}
