using Zrepl.Engine.Configuration;
using Zrepl.Tests.Daemon.Network;
using Zrepl.Tests.Engine.Configuration;
using Zrepl.Tests.Support;

namespace Zrepl.Tests.Interop;

/// <summary>What is legal here is legal for Go zrepl: config 18.</summary>
[Trait("needs", "go-zrepl")]
public sealed class SamplesWithGoTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();
    private readonly CancellationTokenSource _limit = new(Deadline.OfATest);

    public void Dispose()
    {
        _directory.Dispose();
        _limit.Dispose();
    }

    [Fact] // C18
    public async Task Go_accepts_every_legal_sample_but_the_one_with_keys_of_our_own()
    {
        CopyLegalSamples();
        var refusals = await RefusalsAsync(Samples.NamesIn("valid"), Copy);
        Assert.StartsWith("V29: could not parse config: ", Assert.Single(refusals), StringComparison.Ordinal);
    }

    [Fact] // C18: the way back
    public async Task Go_accepts_the_canonical_form_of_every_legal_sample()
    {
        CopyLegalSamples();
        Assert.Empty(await RefusalsAsync(Samples.NamesIn("valid"), CanonicalCopy));
    }

    // Each in its own directory: that is where Go zrepl looks for what a file names by a relative path.
    private async Task<IReadOnlyList<string>> RefusalsAsync(IEnumerable<string> samples, Func<string, string> fileOf)
    {
        ZreplKind.SkipUnlessAtHand(ZreplKind.Go07);
        List<string> refusals = [];
        foreach (var name in samples)
        {
            var file = fileOf(name);
            var run = await ZreplRun.InAsync(Path.GetDirectoryName(file)!, ZreplKind.Go07, _limit.Token, "configcheck", "--skip-cert-check", "--config", Path.GetFileName(file)); // a file has a directory
            if (run.ExitCode != 0) refusals.Add($"{name}: {run.Error}");
        }

        return refusals;
    }

    private string CanonicalCopy(string name)
    {
        var loaded = new ConfigurationLoader(Samples.Options).Load(Copy(name));
        Assert.True(loaded.Definition is not null, string.Join('\n', loaded.Problems));
        return _directory.Write($"canonical/{name}.yml", CanonicalConfiguration.ToYaml(loaded.Definition, showsSecrets: true));
    }

    private string Copy(string name) => Path.Combine(_directory.Path, Path.GetRelativePath(Samples.Folder, Samples.PathOf("valid", name)));

    private void CopyLegalSamples()
    {
        foreach (var file in Directory.EnumerateFiles(Path.Combine(Samples.Folder, "valid"), "*", SearchOption.AllDirectories))
            _directory.Write(Path.GetRelativePath(Samples.Folder, file), File.ReadAllText(file));
        using var certificates = new TlsCertificates();
        var files = certificates.Add("me");
        foreach (var (from, to) in new[] { (files.CertificateAuthority, "ca.crt"), (files.Certificate, "me.crt"), (files.Key, "me.key") })
            _directory.Write($"valid/{to}", File.ReadAllText(from)); // those of the outlet in V19 are opened in any case
    }
}
