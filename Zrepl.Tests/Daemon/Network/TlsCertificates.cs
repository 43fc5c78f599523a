using Zrepl.Engine.Configuration;
using Zrepl.Tests.Support.Wire;

namespace Zrepl.Tests.Daemon.Network;

/// <summary>The certificates of both sides, which can be replaced while daemons use them.</summary>
internal sealed class TlsCertificates : IDisposable
{
    /// <summary>The name in every server's certificate.</summary>
    public const string Server = "right";

    private readonly CertificateWorkshop _workshop = new();
    private readonly List<string> _names = [];
    private int _authorities;

    /// <summary>Files for one side of one connection: what it shows is for this name.</summary>
    public TlsFiles Add(string name)
    {
        if (!_names.Contains(name)) _names.Add(name);
        Replace();
        string File(string end) => Path.Combine(_workshop.Folder, name + end);
        return new(File(".ca.crt"), File(".crt"), File(".key"));
    }

    /// <summary>A new authority with new certificates in the place of all old ones; who still has an old one is not accepted any more.</summary>
    public void Replace()
    {
        var authority = _workshop.Authority($"authority {++_authorities}");
        foreach (var name in _names) _workshop.Write(name, _workshop.Leaf(name, authority), [authority]);
    }

    public void Dispose() => _workshop.Dispose();
}
