using Zrepl.Engine.Endpoints;
using Zrepl.Zfs.Commands;

namespace Zrepl.Engine.Transport.Tls;

/// <summary>A certificate or key file of ours cannot be used. Somebody has to mend it; zrepl reads it again at the next connection.</summary>
/// <param name="problem">Which file, and what is wrong with it.</param>
/// <param name="inner">What the system said.</param>
public sealed class TlsFileException(string problem, Exception? inner = null) : EndpointException(problem, FailureCategory.NeedsAction, inner);
