using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;
using DeepOptDistill.ManagedTests.Data;

namespace DeepOptDistill.ManagedTests.House;

/// <summary>
/// Folders of an assembly never go in circles: whoever reads one needs to know those below it only. Read from the sources, as constants and
/// names leave no trace in what is built.
/// </summary>
public sealed partial class RoomTests
{
    /// <summary>Assemblies whose rooms still go in circles: one that no longer does is taken out here.</summary>
    private static readonly string[] Open = ["Students"];

    private const string Modifiers = "^(?:public |internal |static |sealed |abstract |readonly |partial |ref |unsafe )*",
        Kinds = "(?:class|record(?: struct| class)?|struct|interface|enum)",
        Alone = @"(?<![.\w]|[^=]> )(?<type>[A-Z]\w*)\b",
        Undeclared = @"(?!\s*(?:=[^=]|\{ ?get|:[^:]|<[^;{}()]*>\(|\())";

    /// <summary>The assemblies by their last names.</summary>
    public static TheoryData<string> Assemblies =>
        [.. Directory.GetDirectories(Source(), "DeepOptDistill.*").Select(folder => Path.GetExtension(folder)[1..])];

    [Theory]
    [MemberData(nameof(Assemblies))]
    public void NoRoomIsInACircle(string assembly)
    {
        var circle = Circle(Doors(Path.Combine(Source(), $"DeepOptDistill.{assembly}")));
        if (Open.Contains(assembly))
            Assert.NotEmpty(circle);
        else
            Assert.Empty(circle);
    }

    /// <summary>A circle of two is found, with the file and the type that make each door; a call of a method is no door.</summary>
    [Fact]
    public void ACircleIsSeen()
    {
        using var folder = new TemporaryFolder();
        Write("Above/High.cs", "public sealed class High\n{\n    private readonly Low low = new();\n}\n");
        Write("Below/Low.cs", "public sealed class Low\n{\n    // High is above.\n    public void High() => High();\n}\n");
        Assert.Empty(Circle(Doors(folder.Path)));
        Write("Below/Low.cs", "public sealed class Low\n{\n    public High? Up { get; init; }\n}\n");
        Assert.Equal(["Above -> Below (High.cs: Low)", "Below -> Above (Low.cs: High)"], Circle(Doors(folder.Path)).Order());
        Write("Below/Low.cs", $"using {Path.GetFileName(folder.Path)}.Above;\npublic sealed class Low;\n");
        Assert.Equal(2, Circle(Doors(folder.Path)).Count);

        void Write(string file, string text)
        {
            var path = Path.Combine(folder.Path, file);
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            File.WriteAllText(path, text);
        }
    }

    /// <summary>From room to room the first file that uses a type there.</summary>
    private static Dictionary<string, Dictionary<string, string>> Doors(string assembly)
    {
        var files = Directory
            .EnumerateFiles(assembly, "*.cs", SearchOption.AllDirectories)
            .Where(file => !file.Contains($"{Path.DirectorySeparatorChar}obj{Path.DirectorySeparatorChar}", StringComparison.Ordinal))
            .Order(StringComparer.Ordinal)
            .Select(file => (Name: Path.GetFileName(file), Room: RoomOf(assembly, file), Text: File.ReadAllText(file)))
            .ToList();
        var homes = files
            .SelectMany(file => Declared().Matches(Unsaid().Replace(file.Text, "")).Select(type => (Type: type.Groups[1].Value, file.Room)))
            .GroupBy(home => home.Type)
            .Where(homes => homes.Select(home => home.Room).Distinct().Count() == 1)
            .ToDictionary(homes => homes.Key, homes => homes.First().Room);
        var rooms = files
            .Select(file => file.Room)
            .Distinct()
            .ToDictionary(room => room == "." ? Path.GetFileName(assembly) : $"{Path.GetFileName(assembly)}.{room.Replace('/', '.')}");
        var doors = new Dictionary<string, Dictionary<string, string>>();
        foreach (var (name, room, text) in files)
        {
            foreach (var type in Used().Matches(Unsaid().Replace(text, "")).Select(use => use.Groups["type"].Value).Distinct())
                Open(room, homes.GetValueOrDefault(type) ?? room, $"{name}: {type}");
            foreach (var import in Imported().Matches(text).Select(import => import.Groups[1].Value))
                Open(room, rooms.GetValueOrDefault(import) ?? room, $"{name}: using {import}");
        }
        return doors;

        void Open(string room, string home, string why)
        {
            if (home != room)
                (doors.TryGetValue(room, out var own) ? own : doors[room] = []).TryAdd(home, $"{room} -> {home} ({why})");
        }
    }

    /// <summary>The doors of one circle; empty where there is none.</summary>
    private static List<string> Circle(Dictionary<string, Dictionary<string, string>> doors)
    {
        var (left, path) = (new HashSet<string>(), new List<string>());
        return doors.Keys.Select(Enter).FirstOrDefault(circle => circle.Count > 0) ?? [];

        List<string> Enter(string room)
        {
            if (path.IndexOf(room) is >= 0 and var start)
                return [.. path[start..].Zip([.. path[(start + 1)..], room], (from, to) => doors[from][to])];
            if (left.Contains(room))
                return [];
            path.Add(room);
            var circle = (doors.GetValueOrDefault(room) ?? []).Keys.Select(Enter).FirstOrDefault(found => found.Count > 0) ?? [];
            path.RemoveAt(path.Count - 1);
            left.Add(room);
            return circle;
        }
    }

    private static string RoomOf(string assembly, string file) => Path.GetRelativePath(assembly, Path.GetDirectoryName(file)!);

    private static string Source([CallerFilePath] string test = "") =>
        Path.GetFullPath(Path.Combine(Path.GetDirectoryName(test)!, "..", "..", "..", "src"));

    /// <summary>Comments, texts and imports.</summary>
    [GeneratedRegex("""//.*|/\*[\s\S]*?\*/|"(?:[^"\\\n]|\\.)*"|^using .*$""", RegexOptions.Multiline)]
    private static partial Regex Unsaid();

    [GeneratedRegex(@"^using ([\w.-]+);", RegexOptions.Multiline)]
    private static partial Regex Imported();

    [GeneratedRegex(Modifiers + Kinds + @" ([A-Z]\w*)", RegexOptions.Multiline)]
    private static partial Regex Declared();

    /// <summary>A name that is no member, no declaration and no call; of a type is what is called behind <c>new</c> or a colon.</summary>
    [GeneratedRegex(Alone + Undeclared + @"|(?:\bnew |: )(?<type>[A-Z]\w*)\b")]
    private static partial Regex Used();
}
