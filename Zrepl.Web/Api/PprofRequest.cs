namespace Zrepl.Web.Api;

/// <summary>The body of <c>/debug/pprof</c>.</summary>
/// <param name="Run">True: listen; false: stop.</param>
/// <param name="HttpListenAddress">Where, as <c>HOST:PORT</c>.</param>
internal sealed record PprofRequest(bool Run, string? HttpListenAddress);
