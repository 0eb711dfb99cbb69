# make-targets::make/*.mk[] is a table for each of these files, with the targets that `make help` prints of it, and
# make-commands::make/*.mk[] one with the commands that these targets run. Both are read from the files.

# The variables and the targets of makefiles, as far as recipes of a line or two need it.
class Makefiles
  Target = Struct.new(:name, :help, :prerequisites, :recipe)
  # Lines that only report what is missing or done.
  REPORT = /error: |\A(?:echo|touch) /

  def initialize(root)
    # The first that is read wins: the Makefile comes before its parts.
    @variables = { 'MAKE' => 'make' }
    [File.join(root, 'Makefile'), *Dir[File.join(root, 'make/*.mk')].sort].each { |file| read_variables(lines(file)) }
  end

  def targets(file)
    logical = lines(file)
    logical.each_index.filter_map do |index|
      next unless logical[index] =~ /^([a-z-]+):(?!=)(.*?)## (.*)$/
      name, prerequisites, help = $1, $2, $3
      recipe = recipe_below(logical, index)
      # One that has none makes a file, whose rule has it.
      made = recipe.empty? && logical.index { |line| line.start_with?("#{prerequisites.strip}:") }
      recipe = recipe_below(logical, made) if made
      Target.new(name, help, prerequisites.gsub(/\$\((?:[^()]|\([^()]*\))*\)/, '').scan(/(?<!\S)[a-z-]+(?!\S)/), recipe)
    end
  end

  # The commands of a target, with what a caller may add in brackets.
  def commands(target)
    target.recipe.map { |line| readable(expand(line.delete_prefix('@').sub(/\A(\$\(if .*?,)@/, '\1'))) }
          .reject { |line| line.empty? || line =~ REPORT }
  end

  private

  def lines(file)
    File.read(file, encoding: 'UTF-8').gsub(/ *\\\n\s*/, ' ').lines(chomp: true)
  end

  def recipe_below(lines, index)
    lines[index + 1..].take_while { |line| line.start_with?("\t") }.map(&:strip)
  end

  def read_variables(lines)
    depth = 0
    lines.each do |line|
      depth += 1 if line =~ /^if(?:eq|neq|def|ndef)\b/
      depth -= 1 if line =~ /^endif\b/
      next unless line =~ /^(?:export |override )*([A-Za-z_]\w*) *(?::|\?)?= *(.*)$/
      # What only a profile sets is not there without it.
      @variables[$1] ||= depth.zero? ? $2 : ''
    end
  end

  def expand(text)
    out = +''
    until text.empty?
      case text
      when /\A\$\$/ then out << '$'
      when /\A\$\(/
        inner = balanced(text)
        out << reference(inner)
        text = text[(inner.length + 3)..]
        next
      when /\A\$[@<]/ then out << $&
      when /\A[^$]+/ then out << $&
      else raise "make: #{text} is not understood"
      end
      text = $'
    end
    out
  end

  # What is between the parentheses at the beginning of a text.
  def balanced(text)
    depth = 0
    text.each_char.with_index do |char, index|
      depth += 1 if char == '('
      depth -= 1 if char == ')'
      return text[2...index] if char == ')' && depth.zero?
    end
    raise "make: a parenthesis of #{text} is not closed"
  end

  def reference(inner)
    return variable(inner) if inner =~ /\A\w+\z/
    function, rest = inner.split(/\s+/, 2)
    arguments = split(rest)
    case function
    when 'if' then arguments[2] ? expand(arguments[2]) : "[#{expand(arguments[1]).gsub(/\[(\w+)\]/, '\1')}]"
    when 'or' then expand(arguments.last)
    when 'shell' then "$(#{expand(rest)})"
    else "$(#{inner})"
    end
  end

  def variable(name)
    value = @variables[name]
    return "[#{name}]" if value.nil?
    # Variables of the environment are told by the file itself.
    value =~ /\A[A-Z_]+=/ ? '' : expand(value)
  end

  def split(text)
    parts, depth = [+''], 0
    text.each_char do |char|
      depth += 1 if char == '('
      depth -= 1 if char == ')'
      char == ',' && depth.zero? ? parts << +'' : parts.last << char
    end
    parts
  end

  def readable(command)
    command = command.sub(/\A\[ [^\]]* \] \|\| /, '').sub(/\A(.*)bin\/words "\$ARGS" (.*)\z/, '\1\2 [ARGS]')
    command.gsub(/ --no-print-directory| [A-Z]+=(?= |\z)/, '').gsub(/ && (?:echo|touch) .*\z/, '').squeeze(' ').strip
  end
end

module MakeTables
  module_function

  def quoted(text)
    "pass:c[#{text.gsub(']', '\]').gsub('|', '\|')}]"
  end

  def code(text)
    escaped = text.gsub('&', '&amp;').gsub('<', '&lt;').gsub('>', '&gt;')
    "pass:[<code>#{escaped.gsub(']', '\]').gsub('|', '\|')}</code>]"
  end

  # A table for each file that matches, with the rows that the block gives.
  def of(root, pattern, header)
    Dir[File.join(root, pattern)].sort.flat_map do |file|
      rows = yield file
      next [] if rows.empty?
      title = File.basename(file) == 'Makefile' ? [] : [".#{quoted(File.read(file, encoding: 'UTF-8')[/\A# (.*)/, 1])}"]
      title + ['[cols="2,5"]', '|===', header, '', *rows, '|===', '']
    end
  end

  def command_rows(makefiles, file)
    makefiles.targets(file).reject { |target| target.name == 'help' }.map do |target|
      commands = makefiles.commands(target).flat_map do |command|
        # What make makes by itself are rows of these tables.
        command =~ /\Amake ([a-z -]+)\z/ ? $1.split.map { |name| "the target `#{name}`" } : code(command)
      end
      cell = target.prerequisites.map { |name| "the target `#{name}`" } + commands
      cell = ['Maven, for the modules that have changed'] if cell.empty?
      "|`#{target.name}` |#{cell.join(" +\n")}"
    end
  end
end

Asciidoctor::Extensions.register do
  root = File.expand_path('../..', __dir__)

  block_macro :'make-targets' do
    process do |parent, pattern, _|
      lines = MakeTables.of(root, pattern, '|Target |What it does') do |file|
        Makefiles.new(root).targets(file).map { |target| "|`#{target.name}` |#{MakeTables.quoted(target.help)}" }
      end
      parse_content parent, lines
      nil
    end
  end

  block_macro :'make-commands' do
    process do |parent, pattern, _|
      makefiles = Makefiles.new(root)
      lines = MakeTables.of(root, pattern, '|Target |Command') { |file| MakeTables.command_rows(makefiles, file) }
      parse_content parent, lines
      nil
    end
  end
end
