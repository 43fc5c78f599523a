using Zrepl.Engine.Endpoints.Failures;

namespace Zrepl.Engine.Jobs;

/// <summary>A passive job ends, or takes another definition, while a client asks it for something. Trying again can help.</summary>
public sealed class ServiceEndedException(string job, Exception? inner = null)
    : IOException($"job \"{job}\" does not serve any more: it was stopped, or its definition changed", inner), IConnectivityFailure;
