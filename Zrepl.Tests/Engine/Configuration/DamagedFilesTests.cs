using Zrepl.Engine.Configuration;
using static Zrepl.Tests.Engine.Configuration.Samples;

namespace Zrepl.Tests.Engine.Configuration;

/// <summary>Whatever stands in a file, the answer is a list of problems.</summary>
public sealed class DamagedFilesTests
{
    private const string Debris = "\"'{}[]<>:,-#&*!|\\%@\n\t 0a~\u00e9\ud83d\ude00";

    public static TheoryData<string> All => [.. NamesIn("valid").Where(n => !n.StartsWith("V21", StringComparison.Ordinal))];

    [Theory]
    [MemberData(nameof(All))]
    public void A_damaged_file_is_loaded_or_refused_but_never_breaks_the_loader(string name)
    {
        var text = File.ReadAllText(PathOf("valid", name));
        var random = new Random(name.Length + text.Length);
        for (var round = 0; round < 60 && text.Length > 0; round++)
        {
            var damaged = Damage(text, random);
            var loaded = LoadText(damaged);
            Assert.True(loaded.Definition is null == loaded.Problems.Any(p => p.Severity == ProblemSeverity.Error), damaged);
            if (loaded.Definition is { } definition)
                Assert.Equal(definition, Legal(CanonicalConfiguration.ToYaml(definition, showsSecrets: true)));
        }
    }

    private static string Damage(string text, Random random)
    {
        for (var wounds = random.Next(1, 4); wounds > 0; wounds--)
        {
            var at = random.Next(text.Length);
            var length = Math.Min(random.Next(1, 12), text.Length - at);
            text = random.Next(3) switch
            {
                0 => text.Remove(at, length),
                1 => text.Insert(at, text.Substring(random.Next(text.Length - length + 1), length)),
                _ => text.Remove(at, 1).Insert(at, Debris[random.Next(Debris.Length)].ToString()),
            };
            if (text.Length == 0) return " ";
        }

        return text;
    }
}
