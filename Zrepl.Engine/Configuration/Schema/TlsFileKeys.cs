using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Zrepl.Engine.Configuration.Binding;

namespace Zrepl.Engine.Configuration.Schema;

/// <summary>The keys <c>ca</c>, <c>cert</c> and <c>key</c>, which stand beside others in their section.</summary>
/// <param name="read">Gets the files out of what the section became.</param>
internal sealed class TlsFileKeys<TOwner>(Func<TOwner, TlsFiles> read)
{
    private readonly Key<TOwner, string> _authority = new("ca", Scalars.Text("/etc/zrepl/ca.crt"), owner => read(owner).CertificateAuthority,
        "PEM file with the certificates that may sign the other side's certificate.") { IsRequired = true };

    private readonly Key<TOwner, string> _certificate = new("cert", Scalars.Text("/etc/zrepl/host.crt"), owner => read(owner).Certificate,
        "PEM file with our own certificate, intermediate ones behind it.") { IsRequired = true };

    private readonly Key<TOwner, string> _key = new("key", Scalars.Text("/etc/zrepl/host.key"), owner => read(owner).Key,
        "PEM file with the private key of our certificate.") { IsRequired = true };

    public IReadOnlyList<Key<TOwner>> All => [_authority, _certificate, _key];

    /// <summary>Resolves and, unless told otherwise, opens the files.</summary>
    /// <returns>Null if one of them is unusable, which was reported.</returns>
    public TlsFiles? Build(BoundKeys bound)
    {
        var files = new TlsFiles(PathOf(bound, _authority), PathOf(bound, _certificate), PathOf(bound, _key));
        if (!bound.Place.Session.Options.ChecksTlsFiles) return files;
        var authority = ProblemIn(() => ReadAuthorities(files.CertificateAuthority));
        if (authority is not null) Refuse(bound, _authority, $"cannot parse ca file {files.CertificateAuthority}: {authority}");
        var pair = ProblemIn(() => X509Certificate2.CreateFromPemFile(files.Certificate, files.Key).Dispose());
        if (pair is not null) Refuse(bound, _certificate, $"cannot parse cert/key pair {files.Certificate}, {files.Key}: {pair}");
        return authority is null && pair is null ? files : null;
    }

    // Beside the file that names it; upstream would look in the daemon's working directory only.
    private static string PathOf(BoundKeys bound, Key<TOwner, string> key)
    {
        var path = bound.Get(key);
        if (Path.IsPathRooted(path)) return path;
        var workingDirectory = bound.Place.Session.Options.WorkingDirectory;
        var beside = Path.GetFullPath(path, Path.GetDirectoryName(Path.GetFullPath(bound.Place.File, workingDirectory)) ?? workingDirectory);
        var inWorkingDirectory = Path.GetFullPath(path, workingDirectory);
        if (File.Exists(beside) || !File.Exists(inWorkingDirectory)) return beside;
        bound.Place.Key(key.Name).Warn(bound.NodeOf(key), ProblemCodes.RelativeFile,
            $"{path} is not beside the configuration file; taken from the working directory: {inWorkingDirectory}", "write the absolute path");
        return inWorkingDirectory;
    }

    private static void ReadAuthorities(string file)
    {
        var certificates = new X509Certificate2Collection();
        certificates.ImportFromPemFile(file);
        foreach (var certificate in certificates) certificate.Dispose();
        if (certificates.Count == 0) throw new CryptographicException("no certificate in it");
    }

    private static void Refuse(BoundKeys bound, Key key, string problem) =>
        bound.Place.Key(key.Name).Illegal(bound.NodeOf(key), problem, code: ProblemCodes.TlsFile);

    private static string? ProblemIn(Action open)
    {
        try
        {
            open();
            return null;
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException or CryptographicException or ArgumentException)
        {
            return failure is FileNotFoundException or DirectoryNotFoundException ? "no such file or directory" : failure.Message;
        }
    }
}
